using System.Diagnostics;
using System.Net;
using ErrorBudget.Testing;
using ErrorBudget.Testing.Otlp;
using Google.Protobuf;

namespace ErrorBudget.Acceptance;

/// <summary>What the published app tells a real OTLP receiver, and that it never depends on one.</summary>
public sealed class TelemetryTests(PublishedApps apps)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task One_trace_leads_from_the_tick_that_sees_a_burn_to_the_notice_in_Slack_and_nothing_that_is_exported_holds_a_secret(int shards)
    {
        await using var world = await TelemetryWorld.StartAsync(shards: shards);
        await using var app = await apps.StartAsync(AppBuild.Native, world.Settings());
        await TelemetryWorld.BurnAsync(app);
        await app.UntilAsync("Slack has the notice", () => Task.FromResult(world.Slack.Messages.Count > 0), 2 * Soon);
        var gate = await app.GetAsync($"/api/gate/{TelemetryWorld.Service}?code={TelemetryWorld.GateKey}");
        Assert.Equal(HttpStatusCode.OK, gate.Status);
        await app.UntilAsync("the delivery, its cause and the gate's answer have arrived", () => Task.FromResult(
            Delivery(world) is { } found && Ancestors(world, found).Any(span => span.Name == "tick") && Record(world, "GateDecision") is not null), Soon);

        var delivery = Delivery(world)!;
        var way = Ancestors(world, delivery).Select(span => span.Name).ToArray();
        Assert.Equal(
            shards == 1
                ? ["process error-budget-notices", "commit", "evaluate", "tick"]
                : ["process error-budget-notices", "commit", "evaluate", "process error-budget-shards", "tick"],
            way);
        Assert.All(Ancestors(world, delivery), span => Assert.Equal(delivery.TraceId, span.TraceId));
        Assert.Equal(TelemetryWorld.Service, FakeOtlp.Value(delivery.Attributes, "errorbudget.service"));
        Assert.Equal("delivered", FakeOtlp.Value(delivery.Attributes, "errorbudget.outcome"));
        var inTrace = world.Otlp.Spans.Where(span => span.TraceId == delivery.TraceId).ToArray();
        Assert.Contains(inTrace, span => span.Name == "collect");
        Assert.Contains(inTrace, span => span.Name == "send error-budget-notices" && span.Kind == SpanKind.Producer);
        var post = Assert.Single(inTrace, span => span.ParentSpanId == delivery.SpanId);
        Assert.Equal(("POST", "127.0.0.1"), (post.Name, FakeOtlp.Value(post.Attributes, "server.address")));

        // Logs of the dispatch are part of the trace.
        Assert.Contains(world.Otlp.Logs, record => record.TraceId == delivery.TraceId && record.Body.StringValue.Contains("Delivered after 1 attempts", StringComparison.Ordinal));
        Assert.Equal("block", FakeOtlp.Value(Record(world, "GateDecision")!.Attributes, "Decision"));
        Assert.NotNull(Record(world, "BudgetStatus"));
        Assert.Equal("error-budget", FakeOtlp.Value(world.Otlp.Resources[0].Attributes, "service.name"));
        Assert.Contains(TelemetryWorld.OtlpKey, world.Otlp.Headers);
        string[] metrics = ["errorbudget.evaluation.duration", "errorbudget.evaluation.lateness", "errorbudget.evaluation.slos", "errorbudget.deliveries", "errorbudget.gate.decisions", "errorbudget.storage.transactions", "errorbudget.policy.problems"];
        await app.UntilAsync("the metrics have arrived", () => Task.FromResult(metrics.All(name => world.Otlp.Metrics.Any(metric => metric.Name == name))), Soon);

        await app.StopAsync(Soon);
        foreach (var secret in world.Secrets) Assert.DoesNotContain(secret, world.Otlp.Everything, StringComparison.Ordinal);
        foreach (var secret in world.Secrets) Assert.DoesNotContain(secret, app.Output, StringComparison.Ordinal);

        // Looking into empty queues is no trace.
        Assert.DoesNotContain(world.Otlp.Spans, span => span.ParentSpanId.IsEmpty && span.Kind == SpanKind.Client);
    }

    [Fact]
    public async Task Called_by_the_host_a_tick_is_in_the_hosts_trace_and_has_been_sent_before_it_is_answered()
    {
        await using var world = await TelemetryWorld.StartAsync();
        var settings = world.Settings();
        settings["OTEL_BSP_SCHEDULE_DELAY"] = settings["OTEL_BLRP_SCHEDULE_DELAY"] = settings["OTEL_METRIC_EXPORT_INTERVAL"] = "600000";
        await using var app = await apps.StartAsync(AppBuild.Native, settings, underHost: true);
        var trace = ActivityTraceId.CreateRandom();
        var invocation = Guid.NewGuid().ToString();
        var (status, _, _) = await FunctionsHost.PostAsync(app, "EvaluateBudgets", FunctionsHost.TimerEnvelopes["with a status"], $"00-{trace}-{ActivitySpanId.CreateRandom()}-01", invocation);
        Assert.Equal(HttpStatusCode.OK, status);

        var function = Assert.Single(world.Otlp.Spans, span => span.Name == "EvaluateBudgets");
        Assert.Equal((trace.ToString(), SpanKind.Server), (Hex(function.TraceId), function.Kind));
        Assert.Equal(invocation, FakeOtlp.Value(function.Attributes, "faas.invocation_id"));
        Assert.Equal(function.SpanId, Assert.Single(world.Otlp.Spans, span => span.Name == "tick").ParentSpanId);
        Assert.Contains(world.Otlp.Metrics, metric => metric.Name == "errorbudget.evaluation.duration");
        Assert.Contains(world.Otlp.Logs, record => record.Body.StringValue.StartsWith("Evaluated ", StringComparison.Ordinal));

        var bad = await FunctionsHost.PostAsync(app, "EvaluateShard", FunctionsHost.QueueEnvelope("no shard"), "not-a-traceparent");
        Assert.Equal(HttpStatusCode.BadRequest, bad.Status);
        var failed = Assert.Single(world.Otlp.Spans, span => span.Name == "EvaluateShard");
        Assert.Equal(StatusCode.Error, failed.Status.Code);
        Assert.Equal("System.Text.Json.JsonException", FakeOtlp.Value(failed.Attributes, "error.type"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_receiver_that_hangs_or_is_gone_fails_nothing_and_costs_one_invocation_a_second_at_most(bool hangs)
    {
        await using var world = await TelemetryWorld.StartAsync(otlpHangs: true);
        var settings = world.Settings();
        if (!hangs) settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{FreePort.Next()}";
        await using var app = await apps.StartAsync(AppBuild.Native, settings, underHost: true);
        var envelope = FunctionsHost.TimerEnvelopes["with a status"];
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.OK, (await FunctionsHost.PostAsync(app, "EvaluateBudgets", envelope)).Status);

        // Ten more ticks, none of which waits any more: ten seconds if each did.
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 10; i++) Assert.Equal(HttpStatusCode.OK, (await FunctionsHost.PostAsync(app, "EvaluateBudgets", envelope)).Status);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync($"/api/gate/{TelemetryWorld.Service}?code={TelemetryWorld.GateKey}")).Status);
        if (hangs) Assert.NotEqual(0, world.Otlp.Requests);
    }

    [Fact]
    public async Task Without_settings_nothing_is_sent()
    {
        await using var world = await TelemetryWorld.StartAsync();
        var settings = world.Settings();
        settings.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        await using var app = await apps.StartAsync(AppBuild.Native, settings, underHost: true);
        Assert.Equal(HttpStatusCode.OK, (await FunctionsHost.PostAsync(app, "EvaluateBudgets", FunctionsHost.TimerEnvelopes["with a status"])).Status);
        Assert.Equal(0, world.Otlp.Requests);
        Assert.DoesNotContain("BudgetStatus", app.Output, StringComparison.Ordinal);
        await app.StopAsync(Soon);
        Assert.Equal(0, world.Otlp.Requests);
    }

    [Fact]
    public async Task Application_Insights_gets_records_with_the_names_that_the_workbook_asks_for()
    {
        await using var world = await TelemetryWorld.StartAsync();
        await using var ingestion = await FakeApplicationInsights.StartAsync();
        var settings = world.Settings();
        settings.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        settings["APPLICATIONINSIGHTS_CONNECTION_STRING"] = $"InstrumentationKey={Guid.NewGuid()};IngestionEndpoint={ingestion.Address}";
        settings["APPLICATIONINSIGHTS_STATSBEAT_DISABLED"] = "true";
        await using var app = await apps.StartAsync(AppBuild.Native, settings, underHost: true);
        Assert.Equal(HttpStatusCode.OK, (await FunctionsHost.PostAsync(app, "EvaluateBudgets", FunctionsHost.TimerEnvelopes["with a status"])).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync($"/api/gate/{TelemetryWorld.Service}?code={TelemetryWorld.GateKey}")).Status);
        Assert.Equal(0, await app.StopAsync(Soon));

        var envelopes = ingestion.Envelopes;
        var decision = Assert.Single(envelopes, envelope => FakeApplicationInsights.Property(envelope, "EventName") == "GateDecision");
        Assert.Equal(TelemetryWorld.Service, FakeApplicationInsights.Property(decision, "Service"));
        Assert.Equal("error-budget", decision.GetProperty("tags").GetProperty("ai.cloud.role").GetString());
        Assert.Contains(envelopes, envelope => FakeApplicationInsights.Property(envelope, "EventName") == "BudgetStatus");
        var slos = Assert.Single(envelopes, envelope => FakeApplicationInsights.MetricOf(envelope) == "errorbudget.evaluation.slos" && FakeApplicationInsights.Property(envelope, "errorbudget.outcome") == "success");
        Assert.Equal("Metric", slos.GetProperty("name").GetString());
        Assert.Contains(envelopes, envelope => envelope.GetProperty("data").GetProperty("baseType").GetString() == "RequestData"
            && envelope.GetProperty("data").GetProperty("baseData").GetProperty("name").GetString() == "EvaluateBudgets");
        foreach (var secret in world.Secrets) Assert.DoesNotContain(secret, ingestion.Everything, StringComparison.Ordinal);
    }

    private static Span? Delivery(TelemetryWorld world) =>
        world.Otlp.Spans.FirstOrDefault(span => span.Name == "deliver slack" && FakeOtlp.Value(span.Attributes, "errorbudget.event") == "burn-started");

    private static LogRecord? Record(TelemetryWorld world, string name) => world.Otlp.Logs.FirstOrDefault(record => record.EventName == name);

    /// <summary>The spans above one, the nearest first.</summary>
    private static List<Span> Ancestors(TelemetryWorld world, Span span)
    {
        var known = world.Otlp.Spans.ToDictionary(one => one.SpanId);
        var above = new List<Span>();
        for (var current = span; known.TryGetValue(current.ParentSpanId, out var parent); current = parent) above.Add(parent);
        return above;
    }

    private static string Hex(ByteString id) => Convert.ToHexStringLower(id.Span);
}
