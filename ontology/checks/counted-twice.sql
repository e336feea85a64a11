SELECT p.id, min(p.title) AS subject, min(s.quote) AS quote, string_agg(DISTINCT concat(s.file, ' ', s.locator), chr(10)) AS source,
       min(o.title) AS other, min(e.basis) AS basis
FROM edition e
JOIN plan p ON p.id = e.not_counted
JOIN plan o ON o.id = CASE WHEN e.source_plan = e.not_counted THEN e.derived_plan ELSE e.source_plan END
JOIN evidence s ON s.file = p.file AND s.start_offset = p.start_offset AND s.end_offset = p.end_offset
WHERE TRUE
  AND p.id IN ($plan)
GROUP BY p.id, o.id
ORDER BY min(s.file), min(s.start_offset), o.id
