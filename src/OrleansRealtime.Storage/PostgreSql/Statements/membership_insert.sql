-- Nothing unless the version is the one that the caller read: of two changes at once the second waits here, and then finds another version.
WITH based AS
(
    UPDATE OrleansMembershipVersionTable
    SET Version = Version + 1, Timestamp = clock_timestamp()
    WHERE DeploymentId = @DeploymentId AND Version = @Version AND NOT EXISTS
    (
        SELECT 1 FROM OrleansMembershipTable
        WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
    )
    RETURNING DeploymentId
),
entered AS
(
    INSERT INTO OrleansMembershipTable
        (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
    SELECT DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
    FROM based
    RETURNING 1
)
SELECT EXISTS (SELECT 1 FROM entered);
