WITH held AS (
  SELECT plan, count(DISTINCT id) AS measures FROM measure GROUP BY plan
)
SELECT min(p.title) AS title, min(p.annex) AS annex, min(p.part_of_title) AS part_of, min(p.jurisdiction) AS jurisdiction,
       min(p.issuer) AS issuer, min(p.number) AS "number", min(p.issued) AS "date", min(p.plan_year) AS "year",
       min(p.status) AS status, min(p.lead_basis) AS lead_basis, coalesce(min(h.measures), 0) AS measures, p.id,
       string_agg(DISTINCT p.file, chr(10)) AS file
FROM plan p
LEFT JOIN held h ON h.plan = p.id
WHERE TRUE
  AND p.id IN ($plan)
GROUP BY p.id
ORDER BY min(p.file), min(p.start_offset)
