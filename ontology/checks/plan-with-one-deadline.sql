SELECT p.id, min(p.title) AS subject, min(s.quote) AS quote, string_agg(DISTINCT concat(s.file, ' ', s.locator), chr(10)) AS source, max(u.measures) AS "count"
FROM plan p
JOIN undated_plan u ON u.plan = p.id
JOIN due_for_all a ON a.plan = p.id AND a.file = p.file
JOIN evidence s ON s.file = a.file AND s.start_offset = a.start_offset AND s.end_offset = a.end_offset
WHERE TRUE
  AND p.id IN ($plan)
GROUP BY p.id
ORDER BY min(s.file), min(s.start_offset), p.id
