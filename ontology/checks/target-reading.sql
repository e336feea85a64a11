SELECT t.id, min(t.label) AS subject, min(s.quote) AS quote, string_agg(DISTINCT concat(s.file, ' ', s.locator), chr(10)) AS source, min(t.label) AS indicator, min(t.reading) AS reading
FROM target t
LEFT JOIN (SELECT DISTINCT id, plan FROM measure) m ON m.id = t.measure
JOIN evidence s ON s.file = t.file AND s.start_offset = t.start_offset AND s.end_offset = t.end_offset
WHERE TRUE
  AND coalesce(m.plan, t.measure, t.plan) IN ($plan)
  AND t.reading IS NOT NULL
GROUP BY t.id
ORDER BY min(s.file), min(s.start_offset), t.id
