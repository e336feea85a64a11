-- Every body and group expression once, whatever files name it.
SELECT id, min(name) AS name, min(level) AS level, min(jurisdiction) AS jurisdiction, min(function_key) AS function_key,
       min(CASE class WHEN 'AgencySet' THEN 'group' WHEN 'StandingGroup' THEN 'standing-group'
                      WHEN 'UnresolvedBody' THEN 'unresolved' ELSE kind END) AS kind
FROM body
GROUP BY id
