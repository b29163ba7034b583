-- Everything that a process wants to know of its cluster, in one statement and one answer.
-- What was forgotten is read from some seconds before the last look on: a row becomes visible when it is committed, which may be after others with a
-- later time.
SELECT json_build_object(
    'now', (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
    'token', (SELECT Token FROM Lineage WHERE ServiceId = @ServiceId),
    'mark', (SELECT Mark FROM Lineage WHERE ServiceId = @ServiceId),
    'cluster', (SELECT ClusterId FROM ServiceCluster WHERE ServiceId = @ServiceId),
    'contract', (SELECT Contract FROM ServiceCluster WHERE ServiceId = @ServiceId),
    'members', coalesce(
        (
            SELECT json_agg(json_build_object(
                'address', Address, 'port', Port, 'generation', Generation, 'name', SiloName, 'status', Status) ORDER BY StartTime, Address, Port)
            FROM OrleansMembershipTable
            WHERE DeploymentId = @ClusterId AND Status <> 6
        ), '[]'),
    'forgotten', coalesce(
        (
            SELECT json_agg(json_build_object('id', Id, 'workspace', Workspace, 'user', UserId, 'entity', Entity))
            FROM ForgottenAccess
            WHERE ServiceId = @ServiceId AND ForgottenAt > clock_timestamp() - make_interval(secs => @ForgottenFor)
        ), '[]'));
