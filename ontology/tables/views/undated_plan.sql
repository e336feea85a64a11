-- The plans of which no measure has a deadline, with the number of their measures.
SELECT m.plan, count(DISTINCT m.id) AS measures
FROM measure m
JOIN deadline d ON d.measure = m.id AND d.origin = 'Deadline'
GROUP BY m.plan
HAVING sum(CASE WHEN d.kind = 'none' THEN 0 ELSE 1 END) = 0
