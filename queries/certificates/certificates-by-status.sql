SELECT underScheme AS scheme, registerStatus AS status, count(*) AS certificates
FROM Certificate
WHERE underScheme IS NOT NULL AND registerStatus IS NOT NULL
GROUP BY scheme, status
ORDER BY lexical(scheme), lexical(status)
