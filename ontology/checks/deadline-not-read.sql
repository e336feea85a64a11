SELECT m.id, min(m.text) AS subject, min(m.quote) AS quote, string_agg(DISTINCT concat(m.file, ' ', m.locator), chr(10)) AS source, min(l.raw) AS deadline
FROM measure_words m
JOIN deadline l ON l.measure = m.id
WHERE TRUE
  AND m.plan IN ($plan)
  AND l.origin = 'Deadline' AND l.kind = 'none' AND translate(l.raw, concat($blanks, '—–―/.·-'), '') <> ''
GROUP BY m.id
ORDER BY min(m.file), min(m.start_offset), m.id
