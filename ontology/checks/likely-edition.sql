SELECT p.id, min(p.title) AS subject, min(s.quote) AS quote, string_agg(DISTINCT concat(s.file, ' ', s.locator), chr(10)) AS source,
       min(o.title) AS other, min(e.basis) AS basis
FROM edition e
JOIN plan p ON p.id = e.derived_plan
JOIN plan o ON o.id = e.source_plan
JOIN evidence s ON s.file = p.file AND s.start_offset = p.start_offset AND s.end_offset = p.end_offset
WHERE e.likely
  AND p.id IN ($plan)
GROUP BY p.id, o.id
ORDER BY min(s.file), min(s.start_offset), o.id
