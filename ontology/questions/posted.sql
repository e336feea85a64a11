WITH sent AS (
  SELECT DISTINCT b.id, b.name
  FROM body b
  JOIN division v ON v.id <> b.division
  WHERE b.class = 'Agency' AND b.kind = 'agency' AND left(b.name, length(b.jurisdiction)) <> b.jurisdiction
    AND left(b.jurisdiction, length(v.name)) = v.name AND left(b.name, length(v.name)) = v.name
)
SELECT min(s.name) AS agency, d.role, count(DISTINCT m.id) AS "count", s.id AS agency_id
FROM sent s
JOIN duty d ON d.body = s.id
JOIN measure m ON m.id = d.measure
WHERE TRUE
  AND m.plan IN ($plan)
GROUP BY s.id, d.role
ORDER BY min(s.name), d.role, s.id
