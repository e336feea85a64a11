-- Words that date all measures of a plan at once and stand in none of them.
SELECT r.file, r.plan, r.start_offset, r.end_offset
FROM residue r
WHERE r.reason_code = 'due-for-all'
