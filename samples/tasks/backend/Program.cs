using Microsoft.AspNetCore.Authentication.Cookies;
using Tasks;

var builder = WebApplication.CreateBuilder(args);
var settings = builder.Configuration.GetSection("Live");
builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
    cookie.Events.OnRedirectToLogin = context =>
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    });
builder.Services.AddAuthorization();
builder.Services.AddRealtimeClient(options =>
{
    (options.Url, options.Workspace, options.ApiKey) = (settings.GetValue<Uri>("Url"), "tasks", settings["ApiKey"]);
});
builder.Services.AddSingleton<TaskLists>();

var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();
app.UseDefaultFiles();
app.UseStaticFiles();
app.MapSignIn();
app.MapTasks();
app.MapLive();
await app.RunAsync();
