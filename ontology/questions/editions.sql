SELECT DISTINCT id, kind AS relation, source_title AS source, derived_title AS derived,
       CASE WHEN coalesce(likely, FALSE) THEN 'likely' ELSE 'certain' END AS certainty, left_out_document AS left_out, basis
FROM edition
WHERE source_title IS NOT NULL
ORDER BY source, derived, relation, id
