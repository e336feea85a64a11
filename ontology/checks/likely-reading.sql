SELECT m.id, min(m.text) AS subject, min(m.quote) AS quote, string_agg(DISTINCT concat(m.file, ' ', m.locator), chr(10)) AS source, string_agg(DISTINCT d.mention, chr(10)) AS bodies
FROM measure_words m
JOIN duty d ON d.measure = m.id
WHERE TRUE
  AND m.plan IN ($plan)
  AND d.likely
GROUP BY m.id
ORDER BY min(m.file), min(m.start_offset), m.id
