SELECT m.id, min(m.text) AS subject, min(s.quote) AS quote, string_agg(DISTINCT concat(s.file, ' ', s.locator), chr(10)) AS source, b.mention AS printed
FROM clause c
JOIN clause_body b ON b.clause = c.id AND b.file = c.file
JOIN measure m ON m.id = c.measure AND m.file = c.file
JOIN evidence s ON s.file = c.file AND s.start_offset = c.start_offset AND s.end_offset = c.end_offset
WHERE TRUE
  AND m.plan IN ($plan)
  AND b.functional AND b.body IS NULL
GROUP BY m.id, b.mention
ORDER BY min(s.file), min(s.start_offset), b.mention
