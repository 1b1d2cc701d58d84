def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verify", action="store_true", help="only compare this program with the page's own numbers")
    #: when one_network
    parser.add_argument("--steps", type=int, default=CONFIG["iterations"], help="iterations")
    #: end
    #: when per_level
    parser.add_argument("--steps", type=int, help="iterations of each network; as in the page, if not given")
    #: end
    parser.add_argument("--batch", type=int, default=CONFIG["batch"], help="rows of a batch, on every device")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--from", dest="weights", type=Path, help="weights to go on from, like weights.safetensors")
    parser.add_argument("--data", type=Path, default=HERE / "data.safetensors", help="other data, as README.md has it")
    args = parser.parse_args()
    from checks import verdict, verify
    if args.verify:
        raise SystemExit(0 if verify() else 1)
    rank, world = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    if world > 1:  # under torchrun or accelerate launch
        if args.device == "cuda":
            torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
        dist.init_process_group("nccl" if args.device == "cuda" else "gloo")
    torch.manual_seed(CONFIG["seed"])
    #: when one_network
    data, device, iteration = Data(args.data), torch.device(args.device), args.steps
    #: end
    #: when per_level
    data, device = Data(args.data), torch.device(args.device)
    #: end
    rng = torch.Generator().manual_seed(CONFIG["seed"] * world + rank)
    own = network(data.mean.shape[1]).to(device)
    if args.weights:
        own.load_state_dict(load_file(args.weights))
        #: when one_network
        file: Any = safe_open(args.weights, "pt")
        iteration += json.loads((file.metadata() or {}).get("run", "{}")).get("iteration", 0)
        #: end
    mean = deepcopy(own)  # of the weights; samples are drawn with it
    before = verdict(Model(mean, data, device), rng)
    #: when one_network
    model = Model(DistributedDataParallel(own) if world > 1 else own, data, device)
    losses = train(own, mean, model, islice(model.batches(args.batch, rng), args.steps), args.steps, CONFIG["rate"])
    for i, loss in enumerate(losses, 1):
        if rank == 0 and i % max(1, args.steps // 10) == 0:
            print(f"iteration {i}: loss {loss:.4g}", flush=True)
    #: end
    #: when per_level
    model = Model(own, data, device)
    steps = [args.steps or CONFIG["iterations" if t else "first_iterations"] for t in range(len(own))]
    stages = [(islice(model.batches(args.batch, rng, len(own) - 1 - t), n), n) for t, n in enumerate(steps)]
    for t, i, loss in train_chain(own, mean, data, stages, device, bool(args.weights)):
        if rank == 0 and i == steps[t]:
            print(f"network {t}, iteration {i}: loss {loss:.4g}", flush=True)
    #: end
    #: when not ema
    mean = own
    #: end
    if rank == 0:
        print(f"before: {before}\nafter: {verdict(Model(mean, data, device), rng)}")
        #: when one_network
        run = {"link": CONFIG["link"], "is_of_link": False, "iteration": iteration}
        #: end
        #: when per_level
        run = {"link": CONFIG["link"], "is_of_link": False, "iteration": CONFIG["all_iterations"]}
        #: end
        about = {"run": json.dumps(run)} if args.data == parser.get_default("data") else None  # for the page
        save_file(mean.state_dict(), HERE / "trained.safetensors", about)
    if world > 1:
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
