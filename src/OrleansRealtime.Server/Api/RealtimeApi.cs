using OrleansRealtime.Server.Api.Access;
using OrleansRealtime.Server.Api.Admin;
using OrleansRealtime.Server.Api.Batches;
using OrleansRealtime.Server.Api.Comments;
using OrleansRealtime.Server.Api.Entities;
using OrleansRealtime.Server.Api.Followers;
using OrleansRealtime.Server.Api.Health;
using OrleansRealtime.Server.Api.Inbox;
using OrleansRealtime.Server.Api.Notifications;
using OrleansRealtime.Server.Api.OpenApi;
using OrleansRealtime.Server.Api.Preferences;
using OrleansRealtime.Server.Api.Presence;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Api.Tokens;
using OrleansRealtime.Server.Problems;
using OrleansRealtime.Storage.PostgreSql;

namespace OrleansRealtime.Server.Api;

/// <summary>All of REST, feature by feature.</summary>
internal static class RealtimeApi
{
    public static IServiceCollection AddRealtimeApi(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ApiOptions, ApiOptionsValidator>().BindConfiguration(ApiOptions.Section);
        services.AddSingleton<OverloadLimit>();
        services.AddSingleton<CallPermits>();
        services.AddSingleton<AnswerPermits>();
        services.AddSingleton<MissingLimit>();
        services.AddSingleton<NameLimit>();
        services.AddSingleton<EntityCalls>();
        services.AddSingleton<FollowChoices>();
        services.AddSingleton<NodeHealth>();
        services.AddSingleton<StoreAnswer>();
        services.AddSingleton<SecondTry>();
        services.AddSingleton<IOutgoingGrainCallFilter, GrainCallTime>();
        services.AddExceptionHandler<ProblemExceptionHandler>();
        return services.AddApiDocument();
    }

    public static void MapRealtimeApi(this WebApplication app)
    {
        var open = app.MapGroup("/v1/{ws}").AddEndpointFilter<ProblemFilter>();
        if (app.Environment.IsDevelopment()) open.MapDevTokens();

        var workspace = open.MapGroup("")
            .AddEndpointFilter<CallTimeFilter>().AddEndpointFilter<RequestGate>().AddEndpointFilter<AnswerFilter>().AddEndpointFilter<SecondTry>();
        workspace.MapEntities();
        workspace.MapComments();
        workspace.MapFollowers();
        workspace.MapBatch();
        workspace.MapNotifications();
        workspace.MapInbox();
        workspace.MapPreferences();
        workspace.MapExplain();
        workspace.MapPresence();
        workspace.MapTokens();
        workspace.MapAccess();
        workspace.MapAdmin();

        app.MapApiDocument();
    }

    /// <summary>Answers every failure as a problem, also those that never reach a call: unknown paths, wrong methods.</summary>
    public static void UseProblems(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(static _ => { });
        app.UseStatusCodePages(static context => ProblemMapping.OfStatus(context.HttpContext.Response.StatusCode) is { } error
            ? Problem.Of(error).ExecuteAsync(context.HttpContext)
            : Task.CompletedTask);
    }

    /// <summary>Turns away who has too many requests. The framework's own stage for limiters would do, but is never disposed of, and a process that starts
    /// servers again and again, as a test run does, keeps them all.</summary>
    public static void UseOverloadLimit(this IApplicationBuilder app) => app.Use(app.ApplicationServices.GetRequiredService<OverloadLimit>().LimitAsync);
}
