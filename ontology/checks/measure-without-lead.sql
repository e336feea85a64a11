SELECT m.id, min(m.text) AS subject, min(m.quote) AS quote, string_agg(DISTINCT concat(m.file, ' ', m.locator), chr(10)) AS source
FROM measure_words m
WHERE TRUE
  AND m.plan IN ($plan)
  AND m.plan IN (SELECT id FROM plan WHERE lead_basis = 'column')
  AND EXISTS (SELECT 1 FROM duty d WHERE d.measure = m.id)
  AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.measure = m.id AND d.role = 'lead')
GROUP BY m.id
ORDER BY min(m.file), min(m.start_offset), m.id
