SELECT m.id, min(m.text) AS subject, min(m.quote) AS quote, string_agg(DISTINCT concat(m.file, ' ', m.locator), chr(10)) AS source, min(substring(o.text, 1, 30)) AS "upper", min(l.basis) AS basis
FROM measure_words m
JOIN link l ON l.lower_measure = m.id
JOIN measure o ON o.id = l.upper_measure
WHERE TRUE
  AND m.plan IN ($plan)
  AND l.likely
GROUP BY m.id, l.upper_measure
ORDER BY min(m.file), min(m.start_offset), l.upper_measure
