SELECT p.id, min(p.title) AS subject, min(s.quote) AS quote, string_agg(DISTINCT concat(s.file, ' ', s.locator), chr(10)) AS source, max(untimed.measures) AS "count"
FROM plan p
JOIN (
  SELECT m.plan, count(DISTINCT m.id) AS measures
  FROM measure m
  JOIN deadline d ON d.measure = m.id AND d.origin = 'Deadline'
  GROUP BY m.plan
  HAVING sum(CASE WHEN d.kind = 'none' THEN 0 ELSE 1 END) = 0
) untimed ON untimed.plan = p.id
JOIN evidence s ON s.file = p.file AND s.start_offset = p.start_offset AND s.end_offset = p.end_offset
WHERE NOT EXISTS (SELECT 1 FROM residue r WHERE r.plan = p.id AND r.reason = 'a deadline stated for all tasks')
  AND p.id IN ($plan)
GROUP BY p.id
ORDER BY min(s.file), min(s.start_offset), p.id
