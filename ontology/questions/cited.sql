SELECT min(r.title) AS title, min(r.number) AS "number", min(r.edition) AS edition, r.relation,
       CASE WHEN coalesce(r.broken, FALSE) THEN 'broken' ELSE 'complete' END AS state, min(p.title) AS plan,
       min(p.annex) AS annex, r.measure AS id, min(r.quote) AS quote,
       string_agg(DISTINCT concat(r.file, ' ', r.locator), chr(10)) AS source
FROM reference r
JOIN plan p ON p.id = r.plan AND p.file = r.file
WHERE ($relation = 'any' OR r.relation = $relation)
  AND p.id IN ($plan)
GROUP BY r.id, r.relation, coalesce(r.broken, FALSE), r.measure
ORDER BY min(r.file), min(r.start_offset), r.id
