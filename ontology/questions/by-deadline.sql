-- within: the documents of $body
SELECT d.kind, d.end_date AS "date", replace(d.raw, ' ', '') AS deadline, count(DISTINCT m.id) AS "count"
FROM measure m
JOIN deadline d ON d.measure = m.id AND d.file = m.file AND d.origin = 'Deadline'
WHERE TRUE
  AND m.plan IN ($plan)
  AND m.id IN (SELECT measure FROM duty WHERE body = $body)
GROUP BY d.kind, d.end_date, replace(d.raw, ' ', '')
ORDER BY d.kind, d.end_date NULLS FIRST, replace(d.raw, ' ', '')
