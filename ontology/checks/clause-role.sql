SELECT m.id, min(m.text) AS subject, min(s.quote) AS quote, string_agg(DISTINCT concat(s.file, ' ', s.locator), chr(10)) AS source,
       b.mention AS printed, c.role, CASE WHEN c.role = 'lead' THEN '牵头' ELSE '负责' END AS word
FROM clause c
JOIN clause_body b ON b.clause = c.id AND b.file = c.file
JOIN measure m ON m.id = c.measure AND m.file = c.file
JOIN evidence s ON s.file = c.file AND s.start_offset = c.start_offset AND s.end_offset = c.end_offset
WHERE TRUE
  AND m.plan IN ($plan)
  AND c.role IN ('lead', 'responsible')
  AND EXISTS (SELECT 1 FROM duty d WHERE d.measure = m.id AND d.body = b.body AND d.role = 'support')
  AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.measure = m.id AND d.body = b.body AND d.role <> 'support')
GROUP BY m.id, b.mention, c.role
ORDER BY min(s.file), min(s.start_offset), b.mention
