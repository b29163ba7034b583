namespace OrleansRealtime.Server.Api.OpenApi;

/// <summary>Makes the document once: it is the same for all, and making it costs as much as a hundred calls, for which anybody may ask. Any other
/// answer than the document is passed on and not kept.</summary>
internal static class DocumentCache
{
    public const string Path = "/openapi/v1.json";

    public static void UseDocumentCache(this IApplicationBuilder app)
    {
        var gate = new SemaphoreSlim(1, 1);
        Answer? document = null;
        app.Use(async (http, next) =>
        {
            if (http.Request.Path != Path || !HttpMethods.IsGet(http.Request.Method))
            {
                await next(http);
                return;
            }

            var answer = document ?? await MakeOnceAsync(http, next);
            http.Response.StatusCode = answer.Status;
            http.Response.ContentType = answer.ContentType;
            await http.Response.Body.WriteAsync(answer.Body, http.RequestAborted);
        });

        async Task<Answer> MakeOnceAsync(HttpContext http, RequestDelegate make)
        {
            await gate.WaitAsync(http.RequestAborted);
            try
            {
                if (document is { } made) return made;
                var answer = await MakeAsync(http, make);
                if (answer.Status == StatusCodes.Status200OK) document = answer;
                return answer;
            }
            finally
            {
                gate.Release();
            }
        }
    }

    private static async Task<Answer> MakeAsync(HttpContext http, RequestDelegate make)
    {
        var answer = http.Response.Body;
        using var made = new MemoryStream();
        http.Response.Body = made;
        try
        {
            await make(http);
        }
        finally
        {
            http.Response.Body = answer;
        }

        return new(http.Response.StatusCode, http.Response.ContentType, made.ToArray());
    }

    private sealed record Answer(int Status, string? ContentType, byte[] Body);
}
