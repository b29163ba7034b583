-- Not while others serve: they hold what the database has lost. A silo says every 5 seconds that it lives, by a clock that may be 30 seconds off.
UPDATE Lineage
SET Token = @Token
WHERE ServiceId = @ServiceId AND NOT EXISTS
(
    SELECT 1 FROM OrleansMembershipTable
    WHERE DeploymentId = @ClusterId AND Status = 3 AND IAmAliveTime > clock_timestamp() - interval '45 seconds'
)
RETURNING Token;
