using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.OpenApi;

/// <summary>The document at <c>/openapi/v1.json</c>, and the page at <c>/swagger</c> to try it from.</summary>
internal static class ApiDocument
{
    private const string Bearer = "bearer";

    public static IServiceCollection AddApiDocument(this IServiceCollection services)
    {
        // Where the document takes the names and shapes of bodies from.
        services.ConfigureHttpJsonOptions(options => WireJson.Configure(options.SerializerOptions));
        return services.AddOpenApi("v1", options =>
        {
            options.AddSchemaTransformer((schema, context, _) => FieldsAreObjects(schema, context.JsonTypeInfo.Type));
            options.AddOperationTransformer(DescribeAsync);
            options.AddDocumentTransformer((document, _, _) => Introduce(document));
        });
    }

    public static void MapApiDocument(this WebApplication app)
    {
        app.MapOpenApi();
        app.UseSwaggerUI(page =>
        {
            page.DocumentTitle = "OrleansRealtime";
            page.SwaggerEndpoint("/openapi/v1.json", "v1");
        });
    }

    private static Task Introduce(OpenApiDocument document)
    {
        document.Info = new() { Title = "OrleansRealtime", Version = "v1", Description = "Live entities and a bell that is right." };
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = Bearer,
                Description = "An API key, or a user token made with one.",
            },
        };
        return Task.CompletedTask;
    }

    private static Task FieldsAreObjects(OpenApiSchema schema, Type type)
    {
        if (type == typeof(JsonFields)) schema.Type = JsonSchemaType.Object;
        return Task.CompletedTask;
    }

    private static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<ApiDoc>().LastOrDefault() is not { } doc) return;
        operation.OperationId = doc.Id;
        operation.Summary = doc.Summary;
        operation.Description = doc.Description;

        var rule = metadata.OfType<CallRule>().LastOrDefault();
        var mutates = !HttpMethods.IsGet(context.Description.HttpMethod!);
        operation.Parameters = [.. operation.Parameters ?? [], .. doc.Parameters.Concat(CommonHeaders(rule, mutates)).Select(Parameter)];
        if (rule is not null)
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];

        if (doc.Body is { } body)
        {
            var media = new OpenApiMediaType
            {
                Schema = await context.GetOrCreateSchemaAsync(body.Schema, cancellationToken: cancellationToken),
                Example = JsonNode.Parse(body.Example),
            };
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = body.OtherContentTypes.Append("application/json").ToDictionary(type => type, _ => media),
            };
        }

        operation.Responses = await ResponsesAsync(doc, rule, context, cancellationToken);
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
        Schema = new OpenApiSchema { Type = parameter.Integer ? JsonSchemaType.Integer : JsonSchemaType.String },
    };

    private static async Task<OpenApiResponses> ResponsesAsync(
        ApiDoc doc, CallRule? rule, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var responses = new OpenApiResponses();
        foreach (var status in new[] { doc.Status, doc.OtherStatus ?? doc.Status }.Distinct())
        {
            var answer = doc.Answer is { } type ? await context.GetOrCreateSchemaAsync(type, cancellationToken: cancellationToken) : null;
            responses[Text(status)] = Response(ReasonPhrase(status), "application/json", answer);
        }

        ProblemCode[] common = rule is null ? [] : [ProblemCodes.Unauthenticated, ProblemCodes.WorkspaceDenied, ProblemCodes.Overloaded, ProblemCodes.Unavailable];
        var problem = await context.GetOrCreateSchemaAsync(typeof(Problem), cancellationToken: cancellationToken);
        foreach (var errors in doc.Errors.Concat(common).GroupBy(error => error.Status).OrderBy(errors => errors.Key))
            responses[Text(errors.Key)] = Response(string.Join(", ", errors.Select(error => error.Code)), Problem.ContentType, problem);
        return responses;
    }

    private static OpenApiResponse Response(string description, string contentType, IOpenApiSchema? schema) => new()
    {
        Description = description,
        Content = schema is null ? null : new Dictionary<string, OpenApiMediaType> { [contentType] = new() { Schema = schema } },
    };

    private static string Text(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string ReasonPhrase(int status) => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status);
}
