SELECT p.plan_year AS "year", d.role, count(DISTINCT m.id) AS "count", string_agg(DISTINCT p.title, chr(10)) AS plans
FROM duty d
JOIN measure m ON m.id = d.measure AND m.file = d.file
JOIN plan p ON p.id = m.plan AND p.file = m.file
WHERE d.body = $body
  AND p.plan_year IS NOT NULL
  AND p.id IN ($plan)
GROUP BY p.plan_year, d.role
ORDER BY p.plan_year, d.role
