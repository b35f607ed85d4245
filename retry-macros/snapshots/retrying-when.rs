retrying!(max = 5, timeout_secs = 30, when = is_lost, clone(url), context = attempt => {
    client.get(url).await
})
