SELECT underScheme AS scheme, certificateStatus AS status, count(*) AS certificates
FROM Certificate
WHERE underScheme IS NOT NULL AND certificateStatus IS NOT NULL
GROUP BY scheme, status
ORDER BY lexical(scheme), lexical(status)
