using ErrorBudget.Pipeline.AppConfiguration;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.FeatureFlags;
using ErrorBudget.Pipeline.Notices;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tables;
using ErrorBudget.Pipeline.Telemetry;
using ErrorBudget.Pipeline.Tickets;
using ErrorBudget.Pipeline.Webhooks;
using ErrorBudgetFunctions.Triggers;

namespace ErrorBudgetFunctions;

/// <summary>Puts together what follows from events: notices, tickets, feature flags.</summary>
internal static class DispatchComposition
{
    public static void AddDispatch(this IServiceCollection services)
    {
        services.AddSingleton(provider => provider.GetRequiredService<TableStore>().Deliveries);
        services.AddSingleton(provider => provider.GetRequiredService<TableStore>().Tickets);
        services.AddSingleton(provider => provider.GetRequiredService<TableStore>().Flags);
        services.AddSingleton(provider => new OutgoingHttp(OutgoingHttp.CreateTransport(), provider.GetRequiredService<TimeProvider>()));

        services.AddSingleton(provider => NoticeChannels.Over(provider.GetRequiredService<OutgoingHttp>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<TellChannel>();
        services.AddSingleton<TrackerConnections>();
        services.AddSingleton<Func<Tracker, ITracker>>(provider => provider.GetRequiredService<TrackerConnections>().Open);
        services.AddSingleton<TicketDesk>();
        services.AddSingleton<IFlagSwitch<AppConfigurationStore>, AppConfigurationFlags>();
        services.AddSingleton<IFlagSwitch<FlagWebhook>, WebhookFlags>();
        services.AddSingleton<FlagRollback>();
        services.AddSingleton<IConsequence>(provider => new ObservedConsequence(
            new Consequences(provider.GetRequiredService<TellChannel>(), provider.GetRequiredService<TicketDesk>(), provider.GetRequiredService<FlagRollback>()),
            provider.GetRequiredService<DeliveryInstruments>(),
            provider.GetRequiredService<TimeProvider>()));

        services.AddSingleton(new DispatchLimits());
        services.AddSingleton<ErrandRunner>();
        services.AddSingleton<Dispatcher>();
        services.AddSingleton<PolicyNews>();
        services.AddSingleton<DispatchNotice>();
    }
}
