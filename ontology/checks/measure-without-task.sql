SELECT m.id, min(m.text) AS subject, min(m.quote) AS quote, string_agg(DISTINCT concat(m.file, ' ', m.locator), chr(10)) AS source
FROM measure_words m
WHERE TRUE
  AND m.plan IN ($plan)
  AND m.plan IN (SELECT plan FROM measure WHERE task IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM measure o WHERE o.id = m.id AND o.task IS NOT NULL)
GROUP BY m.id
ORDER BY min(m.file), min(m.start_offset), m.id
