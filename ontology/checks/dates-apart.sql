SELECT m.id, min(m.text) AS subject, min(s.quote) AS quote, string_agg(DISTINCT concat(s.file, ' ', s.locator), chr(10)) AS source,
       d.raw AS printed, min(CASE WHEN l.end_date IS NULL THEN l.raw ELSE concat(l.raw, ' ', l.end_date) END) AS deadline
FROM deadline d
JOIN measure m ON m.id = d.measure AND m.file = d.file
JOIN deadline l ON l.measure = m.id AND l.origin = 'Deadline'
JOIN evidence s ON s.file = d.file AND s.start_offset = d.start_offset AND s.end_offset = d.end_offset
WHERE TRUE
  AND m.plan IN ($plan)
  AND d.origin = 'TextDate' AND d.kind IN ('by-date', 'staged') AND d.end_date IS NOT NULL
  AND translate(l.raw, $blanks, '') <> '' AND (l.end_date IS NULL OR l.end_date <> d.end_date)
  AND NOT (l.file = d.file AND coalesce(l.start_offset < d.end_offset AND d.start_offset < l.end_offset, FALSE))
GROUP BY m.id, d.raw
ORDER BY min(s.file), min(s.start_offset), m.id
