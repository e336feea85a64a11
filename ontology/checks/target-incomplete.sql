SELECT t.id, min(t.label) AS subject, min(s.quote) AS quote, string_agg(DISTINCT concat(s.file, ' ', s.locator), chr(10)) AS source,
       min(t.label) AS indicator, min(concat(
         CASE WHEN t.value IS NULL THEN ' 数值 value' ELSE '' END,
         CASE WHEN t.comparator IS NULL THEN ' 比较符 comparator' ELSE '' END,
         CASE WHEN t.unit IS NULL AND t.baseline IS NULL THEN ' 单位 unit' ELSE '' END
       )) AS lack
FROM target t
LEFT JOIN (SELECT DISTINCT id, plan FROM measure) m ON m.id = t.measure
JOIN evidence s ON s.file = t.file AND s.start_offset = t.start_offset AND s.end_offset = t.end_offset
WHERE TRUE
  AND coalesce(m.plan, t.measure, t.plan) IN ($plan)
  AND t.kind IN ('numeric', 'frequency')
  AND (t.value IS NULL OR t.comparator IS NULL OR (t.unit IS NULL AND t.baseline IS NULL))
GROUP BY t.id
ORDER BY min(s.file), min(s.start_offset), t.id
