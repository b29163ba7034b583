WITH members AS (DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId)
UPDATE OrleansMembershipVersionTable SET Version = Version + 1, Timestamp = clock_timestamp() WHERE DeploymentId = @DeploymentId;
