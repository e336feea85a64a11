WITH held AS (
  SELECT body, count(DISTINCT measure) AS measures FROM duty GROUP BY body
),
active AS (
  SELECT body FROM duty
  UNION
  SELECT body FROM expanded_duty
  UNION
  SELECT body FROM clause_body
),
spelled AS (
  SELECT body, string_agg(DISTINCT label, chr(10)) AS labels FROM spelling GROUP BY body
)
SELECT n.name AS agency, n.kind, n.level, n.jurisdiction, s.labels AS printed, coalesce(h.measures, 0) AS "count",
       n.id AS agency_id
FROM body_name n
JOIN active a ON a.body = n.id
LEFT JOIN held h ON h.body = n.id
LEFT JOIN spelled s ON s.body = n.id
WHERE $kind = 'any' OR n.kind = $kind
ORDER BY n.kind, n.name, n.id
