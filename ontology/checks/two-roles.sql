SELECT m.id, min(m.text) AS subject, min(m.quote) AS quote, string_agg(DISTINCT concat(m.file, ' ', m.locator), chr(10)) AS source, min(n.name) AS body
FROM measure_words m
JOIN duty d ON d.measure = m.id
JOIN body_name n ON n.id = d.body
WHERE TRUE
  AND m.plan IN ($plan)
  AND d.role IN ('lead', 'responsible')
  AND EXISTS (SELECT 1 FROM duty o WHERE o.measure = m.id AND o.body = d.body AND o.role = 'support')
GROUP BY m.id, d.body
ORDER BY min(m.file), min(m.start_offset), d.body
