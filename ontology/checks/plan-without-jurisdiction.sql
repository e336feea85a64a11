SELECT p.id, min(p.title) AS subject, min(s.quote) AS quote, string_agg(DISTINCT concat(s.file, ' ', s.locator), chr(10)) AS source
FROM plan p
JOIN evidence s ON s.file = p.file AND s.start_offset = p.start_offset AND s.end_offset = p.end_offset
WHERE TRUE
  AND p.id IN ($plan)
  AND NOT EXISTS (SELECT 1 FROM plan o WHERE o.id = p.id AND o.division IS NOT NULL)
GROUP BY p.id
ORDER BY min(s.file), min(s.start_offset), p.id
