SELECT d.body AS id, min(d.mention) AS subject, min(s.quote) AS quote, string_agg(DISTINCT concat(s.file, ' ', s.locator), chr(10)) AS source, min(d.mention) AS mention, count(DISTINCT d.measure) AS "count"
FROM duty d
JOIN measure m ON m.id = d.measure AND m.file = d.file
JOIN evidence s ON s.file = d.file AND s.start_offset = d.start_offset AND s.end_offset = d.end_offset
WHERE TRUE
  AND m.plan IN ($plan)
  AND d.body IN (SELECT id FROM body WHERE class = 'UnresolvedBody')
GROUP BY d.body
ORDER BY d.body
