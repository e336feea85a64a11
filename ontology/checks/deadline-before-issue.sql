SELECT m.id, min(m.text) AS subject, min(m.quote) AS quote, string_agg(DISTINCT concat(m.file, ' ', m.locator), chr(10)) AS source, min(l.end_date) AS "end", min(p.issued) AS issued
FROM measure_words m
JOIN deadline l ON l.measure = m.id
JOIN plan p ON p.id = m.plan
WHERE TRUE
  AND m.plan IN ($plan)
  AND l.origin = 'Deadline' AND l.end_date < p.issued
GROUP BY m.id
ORDER BY min(m.file), min(m.start_offset), m.id
