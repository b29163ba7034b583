using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.OpenApi;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Auth;

namespace OrleansRealtime.Server.Api.OpenApi;

/// <summary>The document at <c>/openapi/v1.json</c>, and the page at <c>/swagger</c> to try it from.</summary>
internal static class ApiDocument
{
    private const string Bearer = "bearer";

    public static IServiceCollection AddApiDocument(this IServiceCollection services)
    {
        // Where the document takes the names and shapes of bodies from.
        services.ConfigureHttpJsonOptions(options => WireJson.Configure(options.SerializerOptions));
        services.TryAddEnumerable(ServiceDescriptor.Transient<IApiDescriptionProvider, ApiShapes>());
        return services.AddOpenApi("v1", options =>
        {
            options.CreateSchemaReferenceId = ApiSchemas.Name;
            options.AddSchemaTransformer(ApiSchemas.CorrectAsync);
            options.AddOperationTransformer(DescribeAsync);
            options.AddDocumentTransformer((document, _, _) => Introduce(document));
        });
    }

    public static void MapApiDocument(this IEndpointRouteBuilder app) => app.MapOpenApi();

    /// <summary>The page.</summary>
    public static void UseApiPage(this IApplicationBuilder app) => app.UseSwaggerUI(page =>
    {
        page.DocumentTitle = "OrleansRealtime";
        // From where the page is, so that a proxy may put a prefix before both.
        page.SwaggerEndpoint("../openapi/v1.json", "v1");
    });

    private static Task Introduce(OpenApiDocument document)
    {
        document.Info = new() { Title = "OrleansRealtime", Version = "v1", Description = "Live entities and a bell that is right." };
        // The address that one asks at is no part of what the calls are: a client goes on where it got the document, behind whatever proxy.
        document.Servers = [new() { Url = ".." }];
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = Bearer,
                Description = "An API key, or a user token: one made with a key, or one of the identity provider that the server was told of.",
            },
        };
        return Task.CompletedTask;
    }

    private static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<ApiDoc>().LastOrDefault() is not { } doc) return Task.CompletedTask;
        operation.OperationId = doc.Id;
        operation.Summary = doc.Summary;
        operation.Description = doc.Description;

        var rule = metadata.OfType<CallRule>().LastOrDefault();
        var mutates = !HttpMethods.IsGet(context.Description.HttpMethod!);
        operation.Parameters = [.. Workspace(context.Description), .. operation.Parameters ?? [], .. doc.Parameters.Concat(CommonHeaders(rule, mutates)).Select(Parameter)];
        if (rule is not null)
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
        foreach (var media in operation.RequestBody?.Content?.Values ?? []) media.Example = JsonNode.Parse(doc.Body!.Example);
        return Task.CompletedTask;
    }

    /// <summary>Most calls do not take the workspace from the path themselves: who may be there was asked before.</summary>
    private static IEnumerable<OpenApiParameter> Workspace(ApiDescription call)
    {
        if (call.RelativePath!.Contains("{ws}", StringComparison.Ordinal) && call.ParameterDescriptions.All(parameter => parameter.Name != "ws"))
            yield return new() { Name = "ws", In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
    }

    private static IEnumerable<ApiParameter> CommonHeaders(CallRule? rule, bool mutates)
    {
        if (rule is null || !mutates) yield break;
        yield return new(IdempotencyHeader.Header, "Makes repeating safe: a repeat under the same key does nothing and is answered the same.", Header: true);
        if (rule.Kind != CallerKind.User) yield return new(RequestGate.ActorHeader, "With an API key: the user on whose behalf.", Header: true);
    }

    private static OpenApiParameter Parameter(ApiParameter parameter) => new()
    {
        Name = parameter.Name,
        In = parameter.Header ? ParameterLocation.Header : ParameterLocation.Query,
        Description = parameter.Description,
        Required = parameter.Required,
        Schema = new OpenApiSchema
        {
            Type = parameter.Number is null ? JsonSchemaType.String : JsonSchemaType.Integer,
            Format = parameter.Number is not null ? "int64" : parameter.IsTime ? "date-time" : null,
            Minimum = parameter.Number?.Least.ToString(CultureInfo.InvariantCulture),
            Maximum = parameter.Number?.Most.ToString(CultureInfo.InvariantCulture),
            Default = parameter.Usual is { } usual ? JsonValue.Create(usual) : null,
            Enum = [.. parameter.Words.Select(word => JsonValue.Create(word))],
        },
    };
}
