SELECT m.id, min(m.text) AS subject, min(m.quote) AS quote, string_agg(DISTINCT concat(m.file, ' ', m.locator), chr(10)) AS source
FROM measure_words m
WHERE TRUE
  AND m.plan IN ($plan)
  AND m.plan IN (
    SELECT o.plan FROM measure o JOIN deadline d ON d.measure = o.id WHERE d.origin = 'Deadline' AND d.kind <> 'none'
  )
  AND NOT EXISTS (
    SELECT 1
    FROM deadline l
    WHERE l.measure = m.id AND l.origin = 'Deadline' AND (l.kind <> 'none' OR l.raw <> '')
  )
GROUP BY m.id
ORDER BY min(m.file), min(m.start_offset), m.id
