#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>

#include <chrono>

/// Asio as this library uses it: concrete executors, because the type-erased one costs memory on every
/// connection. Only for sources and internal headers of server/net.
namespace parlor::server {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using IoExecutor = asio::io_context::executor_type;
using TcpSocket = asio::basic_stream_socket<Tcp, IoExecutor>;
using TcpAcceptor = asio::basic_socket_acceptor<Tcp, IoExecutor>;
using IoTimer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                           asio::wait_traits<std::chrono::steady_clock>, IoExecutor>;

} // namespace parlor::server
