namespace OrleansRealtime.Server.Api.OpenApi;

/// <summary>Makes the document once: it is the same for all, and making it costs as much as a hundred calls, for which anybody may ask.</summary>
internal static class DocumentCache
{
    public const string Path = "/openapi/v1.json";

    public static void UseDocumentCache(this IApplicationBuilder app)
    {
        var gate = new SemaphoreSlim(1, 1);
        byte[]? document = null;
        app.Use(async (http, next) =>
        {
            if (http.Request.Path != Path || !HttpMethods.IsGet(http.Request.Method))
            {
                await next(http);
                return;
            }

            var made = document ?? await MakeOnceAsync(http, next);
            http.Response.ContentType = "application/json; charset=utf-8";
            http.Response.ContentLength = made.Length;
            await http.Response.Body.WriteAsync(made, http.RequestAborted);
        });

        async Task<byte[]> MakeOnceAsync(HttpContext http, RequestDelegate make)
        {
            await gate.WaitAsync(http.RequestAborted);
            try
            {
                return document ??= await MakeAsync(http, make);
            }
            finally
            {
                gate.Release();
            }
        }
    }

    private static async Task<byte[]> MakeAsync(HttpContext http, RequestDelegate make)
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

        return made.ToArray();
    }
}
