SELECT m.id, min(m.text) AS subject, min(m.quote) AS quote, string_agg(DISTINCT concat(m.file, ' ', m.locator), chr(10)) AS source
FROM measure_words m
WHERE TRUE
  AND m.plan IN ($plan)
  AND m.id IN (SELECT id FROM unanswered)
GROUP BY m.id
ORDER BY min(m.file), min(m.start_offset), m.id
