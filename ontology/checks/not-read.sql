SELECT r.id, min(r.text) AS subject, min(s.quote) AS quote, string_agg(DISTINCT concat(s.file, ' ', s.locator), chr(10)) AS source, min(r.reason) AS reason
FROM residue r
JOIN evidence s ON s.file = r.file AND s.start_offset = r.start_offset AND s.end_offset = r.end_offset
WHERE TRUE
  AND r.plan IN ($plan)
  AND NOT r.ignored
GROUP BY r.id
ORDER BY min(s.file), min(s.start_offset)
