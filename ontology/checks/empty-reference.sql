SELECT r.id, min(p.title) AS subject, min(s.quote) AS quote, string_agg(DISTINCT concat(s.file, ' ', s.locator), chr(10)) AS source, min(s.quote) AS printed
FROM reference r
JOIN plan p ON p.id = r.plan AND p.file = r.file
JOIN evidence s ON s.file = r.file AND s.start_offset = r.start_offset AND s.end_offset = r.end_offset
WHERE TRUE
  AND p.id IN ($plan)
  AND r.broken
GROUP BY r.id
ORDER BY min(s.file), min(s.start_offset), r.id
