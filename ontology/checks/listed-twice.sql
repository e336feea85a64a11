WITH twice AS (
  SELECT measure, body, role FROM duty GROUP BY measure, body, role HAVING min(position) < max(position)
)
SELECT m.id, min(m.text) AS subject, min(m.quote) AS quote, string_agg(DISTINCT concat(m.file, ' ', m.locator), chr(10)) AS source, min(n.name) AS body
FROM measure_words m
JOIN twice t ON t.measure = m.id
JOIN body_name n ON n.id = t.body
WHERE TRUE
  AND m.plan IN ($plan)
GROUP BY m.id, t.body, t.role
ORDER BY min(m.file), min(m.start_offset), t.body, t.role
