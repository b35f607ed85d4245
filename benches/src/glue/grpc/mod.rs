//! A unary call. `UNAVAILABLE` is tried again, not earlier than `grpc-retry-pushback-ms` says, and not at all where that is
//! negative or no number, as gRPC's A6 has it. The service is gRPC's health check, whose code is generated already.

pub mod backon;
pub mod ours;
pub mod retry_if;
