SELECT p.id, min(p.title) AS subject, min(s.quote) AS quote, string_agg(DISTINCT concat(s.file, ' ', s.locator), chr(10)) AS source, max(u.measures) AS "count"
FROM plan p
JOIN undated_plan u ON u.plan = p.id
JOIN evidence s ON s.file = p.file AND s.start_offset = p.start_offset AND s.end_offset = p.end_offset
WHERE NOT EXISTS (SELECT 1 FROM due_for_all a WHERE a.plan = p.id)
  AND p.id IN ($plan)
GROUP BY p.id
ORDER BY min(s.file), min(s.start_offset), p.id
