namespace OrleansRealtime.Server.Problems;

/// <summary>Endpoint metadata: the call changes nothing, though its method is none of those that say so.</summary>
internal sealed class ReadingCall
{
    public static bool Is(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || http.GetEndpoint()?.Metadata.GetMetadata<ReadingCall>() is not null;
}
