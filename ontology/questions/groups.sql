WITH named AS (
  SELECT e.duty, e.file, string_agg(DISTINCT CASE WHEN e.certainty = 'certain' THEN b.name END, chr(10)) AS members,
         string_agg(DISTINCT CASE WHEN e.certainty = 'possible' THEN b.name END, chr(10)) AS possible
  FROM expanded_duty e
  JOIN body b ON b.id = e.body AND b.file = e.file
  GROUP BY e.duty, e.file
)
SELECT min(b.name) AS "group", b.expansion, m.id, min(m.text) AS text, string_agg(DISTINCT n.members, chr(10)) AS members,
       string_agg(DISTINCT n.possible, chr(10)) AS possible,
       max(CASE WHEN n.members IS NOT NULL THEN 'resolved' WHEN n.possible IS NOT NULL THEN 'possible' ELSE 'open' END) AS state,
       string_agg(DISTINCT concat(m.file, ' ', m.locator), chr(10)) AS source
FROM body b
JOIN duty d ON d.body = b.id AND d.file = b.file
JOIN measure m ON m.id = d.measure AND m.file = d.file
LEFT JOIN named n ON n.duty = d.id AND n.file = d.file
WHERE b.expansion IS NOT NULL AND ($expansion = 'any' OR b.expansion = $expansion)
  AND m.plan IN ($plan)
GROUP BY b.id, b.expansion, m.id
ORDER BY b.id, min(m.file), min(m.start_offset)
