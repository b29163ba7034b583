global using OrleansRealtime.TestKit;
