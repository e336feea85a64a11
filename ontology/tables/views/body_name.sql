-- Every body and group expression once, whatever files name it: by a name that some file prints, if one does.
SELECT b.id, coalesce(min(CASE WHEN s.body IS NOT NULL THEN b.name END), min(b.name)) AS name,
       min(b.level) AS level, min(b.jurisdiction) AS jurisdiction, min(b.function_key) AS function_key,
       min(CASE b.class WHEN 'AgencySet' THEN 'group' WHEN 'StandingGroup' THEN 'standing-group'
                        WHEN 'UnresolvedBody' THEN 'unresolved' ELSE b.kind END) AS kind
FROM body b
LEFT JOIN (SELECT DISTINCT file, body FROM spelling) s ON s.file = b.file AND s.body = b.id
GROUP BY b.id
