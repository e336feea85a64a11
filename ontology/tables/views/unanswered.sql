-- The measures that nobody answers for: no body leads them and none is responsible, be it printed or by a rule of the plan.
SELECT m.file, m.id, m.plan
FROM measure m
WHERE NOT EXISTS (SELECT 1 FROM duty d WHERE d.measure = m.id AND d.role IN ('lead', 'responsible'))
