SELECT m.id, min(m.text) AS subject, min(m.quote) AS quote, string_agg(DISTINCT concat(m.file, ' ', m.locator), chr(10)) AS source, min(l.start_date) AS "start", min(l.end_date) AS "end"
FROM measure_words m
JOIN deadline l ON l.measure = m.id
WHERE TRUE
  AND m.plan IN ($plan)
  AND l.origin = 'Deadline' AND l.start_date > l.end_date
GROUP BY m.id
ORDER BY min(m.file), min(m.start_offset), m.id
