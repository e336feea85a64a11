SELECT min(b.name) AS agency, string_agg(DISTINCT d.mention, chr(10)) AS printed, d.role, count(DISTINCT m.id) AS "count",
       string_agg(DISTINCT t.title, chr(10)) AS tasks
FROM duty d
JOIN body b ON b.id = d.body AND b.file = d.file AND b.kind = 'company'
JOIN measure m ON m.id = d.measure AND m.file = d.file
LEFT JOIN task t ON t.id = m.task AND t.file = m.file
WHERE TRUE
  AND m.plan IN ($plan)
GROUP BY d.body, d.role
ORDER BY min(b.name), d.role, d.body
